"""The tutorial's upload_config.py FILE VERSION, with the host in SPACKMON_HOST."""
import json
import os
import sys

from spackmoncli import SpackMonitorClient

response = SpackMonitorClient(host=os.environ["SPACKMON_HOST"]).upload_specfile(sys.argv[1], sys.argv[2])
if response.status_code == 201:
    print("The package was successfully created.")
elif response.status_code == 200:
    print("This package already exists in the database.")
print(json.dumps(response.json(), indent=4))
