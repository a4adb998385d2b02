#!/usr/bin/perl
# One job makes every ref, so the answer takes almost no time.
print '{":short_touch":["', join('","', @ARGV), '"]}';
