"""The tutorial's upload_save_local.py DIR, with the host in SPACKMON_HOST."""
import os
import sys

from spackmoncli import SpackMonitorClient

SpackMonitorClient(host=os.environ["SPACKMON_HOST"]).upload_local_save(sys.argv[1])
