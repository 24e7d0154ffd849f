/** What the widget says by itself, in the visitor's language. */

/** @typedef {(key: string, values?: Record<string, string | number>) => string} Say */

/** Makes sentences of strings: `{name}` is filled; `key.one` is said of one. @param {Record<string, string>} said @returns {Say} */
export function sayer(said) {
  return (key, values = {}) => {
    const text = (values.n === 1 && said[`${key}.one`]) || said[key] || key;
    return text.replace(/\{(\w+)\}/g, (all, name) => String(values[name] ?? all));
  };
}
