#!/usr/bin/perl
# One job makes every ref, so the answer takes almost no time.
print '{":touch":["', join('","', @ARGV), '"]}';
