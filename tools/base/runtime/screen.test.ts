import { beforeEach, describe, expect, test } from '@jest/globals';
import { FakeTerminal } from '../../dev/testing/index.js';
import { Screen } from './screen.js';

const COLUMNS = 20;

let screen: Screen;
let terminal: FakeTerminal;

beforeEach(() => {
  screen = new Screen();
  terminal = new FakeTerminal({ rows: 6, columns: COLUMNS });
});

const paint = (above: string, block: readonly string[], columns = COLUMNS): string => {
  const text = screen.paint(above, block, columns);
  terminal.write(text);
  return text;
};

describe('the block at the bottom of a terminal', () => {
  test('is replaced completely, whether it grows or shrinks', () => {
    paint('', ['one', 'two', 'three']);
    expect(terminal.lines).toEqual(['one', 'two', 'three']);
    paint('', ['1', '2', '3', '4']);
    expect(terminal.lines).toEqual(['1', '2', '3', '4']);
    paint('', ['last']);
    expect(terminal.lines).toEqual(['last']);
    expect(terminal.cursor).toEqual({ line: 1, column: 0 });
    paint('', []);
    expect(terminal.lines).toEqual([]);
    expect(terminal.cursor).toEqual({ line: 0, column: 0 });
  });

  test('stays below lines that are printed above it, even long ones', () => {
    paint('first\n', ['block', 'of two']);
    paint('second, which takes two rows\nthird\n', ['block', 'of', 'three']);
    expect(terminal.lines).toEqual(['first', 'second, which takes', 'two rows', 'third', 'block', 'of', 'three']);
    paint('end\n', []);
    expect(terminal.lines).toEqual(['first', 'second, which takes', 'two rows', 'third', 'end']);
  });

  test('is overwritten without being cleared first, so that it does not flicker', () => {
    paint('', ['one', 'two']);
    expect(paint('', ['1', '2'])).toBe('\r\u001b[2A1\u001b[K\n2\u001b[K\n\u001b[J');
  });

  test('is not written again if it did not change', () => {
    paint('', ['one', 'two']);
    expect(paint('', ['one', 'two'])).toBe('');
  });

  test('adds no escape sequences while it is empty', () => {
    expect(paint('one\n', [])).toBe('one\n');
    expect(paint('two\n', [])).toBe('two\n');
  });

  test('is still replaced completely after a narrower terminal wrapped its coloured and wide text', () => {
    paint('', ['a line of 17 cols', '\u001b[31mred\u001b[0m', '日本語日本語']);
    expect(screen.paint('', ['x'], 10)).toBe('\r\u001b[5Ax\u001b[K\n\u001b[J');
  });

  test('starts again below the output of another program', () => {
    paint('', ['one']);
    terminal.write('[1]+ Stopped\n');
    screen.forget();
    paint('', ['two']);
    expect(terminal.lines).toEqual(['one', '[1]+ Stopped', 'two']);
  });
});
