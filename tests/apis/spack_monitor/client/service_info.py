"""The tutorial's service_info.py, with the host in SPACKMON_HOST."""
import json
import os

from spackmoncli import SpackMonitorClient

print(json.dumps(SpackMonitorClient(host=os.environ["SPACKMON_HOST"]).service_info(), indent=4))
