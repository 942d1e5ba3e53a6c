from django.urls import path

from .main import api

#: Outside the language prefixes: the language is a parameter.
urlpatterns = [path("api/v1/", api.urls)]
