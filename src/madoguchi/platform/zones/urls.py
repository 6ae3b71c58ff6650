# SPDX-License-Identifier: Apache-2.0
"""The addresses under ``/zone/``."""

from django.urls import path

from madoguchi.platform.zones import views

app_name = "zones"
urlpatterns = [
    path("parcels", views.parcels_or_push, name="parcels"),
    path("files/<uuid:file_id>", views.one_file, name="file"),
    path("acks", views.acks, name="acks"),
    path("settled", views.settled, name="settled"),
    path("recall", views.recalled, name="recall"),
]
