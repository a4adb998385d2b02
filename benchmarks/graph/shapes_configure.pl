#!/usr/bin/perl
# Prints the answers that the benchmark wrote for the groups of the refs, GROUP/item=TASK.
my (%seen, @files);
while (<STDIN>) {
  my $group = substr($_, 0, rindex($_, '/item='));
  push @files, "$ENV{DATABUILD_BENCH_ANSWERS}/$group.json" unless $seen{$group}++;
}
exec 'cat', @files if @files == 1;
local $/;
my @answers = map { open my $file, '<', $_ or die "$_: $!"; substr <$file>, 1, -2 } @files;
print '[', join(',', @answers), ']';
