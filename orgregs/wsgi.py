"""Entry of a web server."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orgregs.settings")

application = get_wsgi_application()

if not (settings.HAS_OWN_SECRET_KEY or settings.TRAINING):
    raise ImproperlyConfigured("Set ORGREGS_SECRET_KEY (or ORGREGS_SECRET_KEY_FILE) before serving.")
