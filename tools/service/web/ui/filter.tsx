import { place, setQuery } from '../router.js';

export interface FilterProps {
  /** Parameter of the address that it changes. */
  readonly name: string;
  readonly label: string;
  /** Value and word of each choice, besides all. */
  readonly choices: readonly (readonly [value: string, word: string])[];
}

/** Chooses which items of a list are shown. The address has the choice. */
export function Filter({ name, label, choices }: FilterProps) {
  const chosen = place.value.query.get(name) ?? '';
  // What a link asks for can be chosen, even if the page does not know it.
  const isKnown = chosen === '' || choices.some(([value]) => value === chosen);
  return (
    <label class="field">
      <span>{label}</span>
      <select
        class="select"
        value={chosen}
        onChange={({ currentTarget: { value } }) =>
          setQuery({ [name]: value === '' ? undefined : value, after: undefined }, { replace: true })
        }
      >
        <option value="">all</option>
        {(isKnown ? choices : [...choices, [chosen, chosen] as const]).map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The same for a text that is typed. */
export function TextFilter({ name, label }: { readonly name: string; readonly label: string }) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        class="input"
        value={place.value.query.get(name) ?? ''}
        onChange={({ currentTarget: { value } }) =>
          setQuery({ [name]: value === '' ? undefined : value, after: undefined }, { replace: true })
        }
      />
    </label>
  );
}

/** A parameter of the address; undefined if it is not there. */
export function queryOf(name: string): string | undefined {
  return place.value.query.get(name) ?? undefined;
}
