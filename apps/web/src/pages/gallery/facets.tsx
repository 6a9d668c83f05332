import { Button, Checkbox } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { galleryWords as words } from '../../words/gallery.ts';
import { type GallerySearch, toggled } from './gallery-search.ts';

const mostValues = 12;

interface Facet {
  readonly name: string;
  readonly values: readonly string[];
}

function FacetGroup(props: {
  readonly facet: Facet;
  readonly chosen: GallerySearch['filter'];
  readonly onChange: (filter: GallerySearch['filter']) => void;
}): ReactNode {
  const { facet, chosen, onChange } = props;
  const [isWhole, setWhole] = useState(false);
  const isChosen = (value: string): boolean =>
    chosen.some(([name, one]) => name === facet.name && one === value);
  const shown = facet.values.filter((value, at) => isWhole || at < mostValues || isChosen(value));
  const title = words.names[facet.name] ?? facet.name;
  return (
    <fieldset className="eq-facet">
      <legend>{title}</legend>
      {shown.map((value) => (
        <Checkbox
          key={value}
          size="sm"
          label={facet.name === 'use' ? (words.uses[value] ?? value) : value}
          checked={isChosen(value)}
          onChange={() => onChange(toggled(chosen, facet.name, value))}
        />
      ))}
      {facet.values.length > shown.length && (
        <Button size="compact-xs" variant="subtle" onClick={() => setWhole(true)}>
          {words.more}
        </Button>
      )}
    </fieldset>
  );
}

/** Values to narrow the gallery down by: those of one name are alternatives. */
export function Facets(props: {
  readonly filters: readonly Facet[];
  readonly chosen: GallerySearch['filter'];
  readonly onChange: (filter: GallerySearch['filter']) => void;
}): ReactNode {
  const { filters, chosen, onChange } = props;
  const known = new Set(filters.map(({ name }) => name));
  const others = chosen.filter(([name]) => !known.has(name));
  return (
    <section className="eq-facets" aria-label={words.filters}>
      {chosen.length > 0 && (
        <Button size="compact-sm" variant="default" onClick={() => onChange([])}>
          {words.clear}
        </Button>
      )}
      {others.map(([name, value]) => (
        <Checkbox
          key={`${name} ${value}`}
          size="sm"
          checked
          label={words.label(name, value)}
          onChange={() => onChange(toggled(chosen, name, value))}
        />
      ))}
      {filters.map((facet) => (
        <FacetGroup key={facet.name} facet={facet} chosen={chosen} onChange={onChange} />
      ))}
    </section>
  );
}
