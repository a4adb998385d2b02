#!/bin/sh
# What `bazel run` takes when the program takes nothing.
