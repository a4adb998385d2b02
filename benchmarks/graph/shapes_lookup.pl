#!/usr/bin/perl
# Every ref is made by the one job, so the answer costs next to nothing.
print '{":touch":["', join('","', @ARGV), '"]}';
