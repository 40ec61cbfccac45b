"""The web server's door."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
application = get_wsgi_application()

from config.sealed import end_with_a_strange_ring  # noqa: E402 -- after the apps are ready

end_with_a_strange_ring()
