import { Combobox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { categoriesQuery, suggestionsQuery } from './catalog.queries';
import { formatMoney } from './money';
import classes from './search-suggestions.module.css';
import { signOf } from './sign-of';

/** Stalls and products that fit what is being typed; the value of each is the path of its page. */
export function SearchSuggestions({ words }: { words: string }) {
  const { data: goods = [] } = useQuery(suggestionsQuery(words));
  const { data: categories = [] } = useQuery(categoriesQuery);
  const stalls = categories.filter(({ name }) => words && name.toLowerCase().startsWith(words.toLowerCase()));
  return (
    <Combobox.Dropdown hidden={words === '' || goods.length + stalls.length === 0}>
      <Combobox.Options aria-label="Suggestions">
        {stalls.map(({ slug, name }) => (
          <Combobox.Option key={slug} value={`/categories/${slug}`} className={classes.option}>
            <img src={signOf(slug)} alt="" width={26} height={26} />
            <span className={classes.name}>{name}</span>
            <span className={classes.side}>stall</span>
          </Combobox.Option>
        ))}
        {goods.map(({ slug, name, image, price, currency }) => (
          <Combobox.Option key={slug} value={`/products/${slug}`} className={classes.option}>
            <img src={image} alt="" width={26} height={26} />
            <span className={classes.name}>{name}</span>
            <span className={classes.side}>{formatMoney(price, currency)}</span>
          </Combobox.Option>
        ))}
      </Combobox.Options>
    </Combobox.Dropdown>
  );
}
