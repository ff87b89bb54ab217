/* Sentences of scripts in the language of the page, which brings them along; see web/script_words.py. */

const brought = document.getElementById("script-words");
const words = brought ? JSON.parse(brought.textContent) : {};

/** The sentence as readers of this page know it, with `%(name)s` filled in from `values`. */
export function _(sentence, values = {}) {
  return (words[sentence] ?? sentence).replace(/%\((\w+)\)s/g, (_place, name) => values[name]);
}
