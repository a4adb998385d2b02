#!/bin/sh
# Does nothing, to measure the time of `bazel run` itself.
