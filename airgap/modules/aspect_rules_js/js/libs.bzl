"""For authors of rules: what the other drop-ins build on.

The real module's file of this name has another surface; only the drop-ins load this one.
"""

load("//js/private:copy_to_bin.bzl", _copy_file_to_bin_action = "copy_file_to_bin_action", _copy_files_to_bin_actions = "copy_files_to_bin_actions")
load("//js/private:directory_path.bzl", _directory_path = "directory_path")
load("//js/private:js_info.bzl", _js_infos = "js_infos", _make_js_info = "make_js_info", _make_runfiles = "make_runfiles")
load("//js/private:unsupported.bzl", _reject_unsupported = "reject_unsupported")

copy_file_to_bin_action = _copy_file_to_bin_action
copy_files_to_bin_actions = _copy_files_to_bin_actions
directory_path = _directory_path
js_infos = _js_infos
make_js_info = _make_js_info
make_runfiles = _make_runfiles
reject_unsupported = _reject_unsupported
