"""The web application for any WSGI server; `make run` uses granian."""

import os

from django.core.wsgi import get_wsgi_application

from mazalim.common.migrations import refuse_to_start_unmigrated

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
refuse_to_start_unmigrated()
