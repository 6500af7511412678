// A command to be typed in a terminal, and a button that copies it.
import {h, say} from './dom.js';
import {t} from './text.js';

export const copyable = (text) =>
    h('div', {class: 'command'}, h('pre', {tabindex: 0}, text), h('button', {type: 'button', onclick: async () => {
      await navigator.clipboard.writeText(text);
      say(t('copied'));
    }}, t('copy')));
