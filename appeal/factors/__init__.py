"""The second step of signing in, loaded only where it is switched on: django-allauth checks it."""
