import { expect, test } from '@jest/globals';
import { bodyOf, fieldsOf } from './new_request_fields.js';

test('an address fills the form, and what is left empty is not sent', () => {
  const fields = fieldsOf(new URLSearchParams('graph=//t:g&refs=a/1%0Ab/2&ref=c/3&force=1'));
  expect(bodyOf(fields)).toEqual({
    graph: '//t:g',
    refs: ['a/1', 'b/2', 'c/3'],
    mode: { force: ['a/1', 'b/2', 'c/3'] },
    approve: 'always',
  });
});

test('refs are sent once, without the spaces around them', () => {
  const fields = { ...fieldsOf(new URLSearchParams()), refs: ' a/1 \r\n\na/1\n' };
  expect(bodyOf(fields)).toMatchObject({ refs: ['a/1'], mode: {} });
});

test('a selection is sent with its numbers', () => {
  const query = new URLSearchParams({ match: 'd/{day}', from: 'day=1', size: '50', priority: '-2', force: '1' });
  expect(bodyOf(fieldsOf(query))).toEqual({
    graph: '',
    match: 'd/{day}',
    from: 'day=1',
    mode: {},
    size: 50,
    priority: -2,
    approve: 'always',
  });
});
