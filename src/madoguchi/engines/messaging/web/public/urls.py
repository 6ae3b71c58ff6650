# SPDX-License-Identifier: Apache-2.0
"""The addresses of public announcements and their feeds."""

from django.urls import URLPattern, path

from madoguchi.engines.messaging.web.public import feeds, news

urlpatterns: list[URLPattern] = [
    path("", news.news, name="news"),
    path("<uuid:item_id>/", news.item, name="news-item"),
    path("feed.rss", feeds.rss, name="feed-rss"),
    path("feed.atom", feeds.atom, name="feed-atom"),
    path("feed.json", feeds.json_feed, name="feed-json"),
]
