/** What a product is called elsewhere, and the word that the catalogue has for it. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['eggplant', 'aubergine'],
  ['eggplants', 'aubergine'],
  ['corn', 'sweetcorn'],
  ['maize', 'sweetcorn'],
  ['chili', 'chillies'],
  ['chilies', 'chillies'],
  ['capsicum', 'peppers'],
  ['paprika', 'peppers'],
  ['tangerine', 'mandarins'],
  ['tangerines', 'mandarins'],
  ['clementine', 'mandarins'],
  ['romaine', 'cos'],
  ['pickles', 'gherkins'],
  ['soda', 'lemonade'],
  ['donut', 'doughnuts'],
  ['donuts', 'doughnuts'],
  ['biscuits', 'cookies'],
  ['pasta', 'spaghetti'],
  ['noodles', 'spaghetti'],
  ['candy', 'drops'],
  ['sweets', 'drops'],
  ['prosecco', 'sparkling'],
  ['champagne', 'sparkling'],
  ['flowers', 'bouquet'],
  ['spud', 'potatoes'],
  ['spuds', 'potatoes'],
  ['skillet', 'frying'],
]);

/** The words of a search, in lower case: letters and digits only. */
export function searchWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** A `tsquery` for products that have all these words, or the beginnings of them, or what the catalogue calls them. */
export function toTsQuery(words: readonly string[]): string {
  return words
    .map((word) => {
      const known = SYNONYMS.get(word);
      return known ? `(${word}:* | ${known}:*)` : `${word}:*`;
    })
    .join(' & ');
}
