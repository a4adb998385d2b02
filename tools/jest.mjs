// The entry point of every jest test. With one of our own, BUILD files need not load jest's, and whoever only builds the
// tools from source does not have to fetch it.
import 'jest/bin/jest';
