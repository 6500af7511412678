// Commands to be typed in a terminal, and a button that copies them.
import {h, say} from './dom.js';
import {t} from './text.js';

export const copyable = (text) =>
    h('div', {class: 'command'}, h('pre', {tabindex: 0}, text), h('button', {type: 'button', onclick: async () => {
      await navigator.clipboard.writeText(text);
      say(t('copied'));
    }}, t('copy')));

// What a client needs that has never talked to AWS.
export const terminal = () => [`AWS_ENDPOINT_URL=${location.origin}`, 'AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE', 'AWS_SECRET_ACCESS_KEY=any',
  'AWS_DEFAULT_REGION=us-east-1', 'AWS_PAGER='].map((one) => `export ${one}`).join('\n');
