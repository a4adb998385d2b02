"""A launcher whose tools only print how they were started."""

load("//rules/private:launcher.bzl", "make_launcher_rule")

echo_launcher = make_launcher_rule(Label("//rules/tests:echo.mjs"))
