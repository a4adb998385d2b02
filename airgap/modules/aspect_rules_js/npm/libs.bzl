"""For generated repositories: what their files load. BUILD files of people never do."""

load("//npm/private:bin.bzl", _make_bin = "make_bin")
load("//npm/private:link.bzl", _link_all_packages = "link_all_packages", _link_packages = "link_packages")

link_all_packages = _link_all_packages
link_packages = _link_packages
make_bin = _make_bin
