"""The service of many graphs. `@databuild//service:databuild_service` is one, which runs on the Node that it brings.

    load("@databuild//rules:service.bzl", "databuild_service")
"""

load("//rules/private:service.bzl", _databuild_service = "databuild_service")

databuild_service = _databuild_service
