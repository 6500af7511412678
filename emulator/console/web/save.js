// What somebody did, as a scenario file: shown, saved, and how to do it again.
import {readScenario} from './api.js';
import {copyable} from './copyable.js';
import {h} from './dom.js';
import {t} from './text.js';

const NAME = 'what-i-did.yaml';

export async function saveAsScenario(since) {
  const body = h('div', {}, h('p', {}, t('loading')));
  const dialog = h('dialog', {class: 'save', 'aria-labelledby': 'save-title'}, h('h2', {id: 'save-title'}, t('save.title')),
      h('p', {}, t('save.text')), body, h('p', {}, h('button', {type: 'button', onclick: () => dialog.close()}, t('close'))));
  let url = '';
  dialog.addEventListener('close', () => {
    URL.revokeObjectURL(url);
    dialog.remove();
  }, {once: true});
  document.body.append(dialog);
  dialog.showModal();
  try {
    const text = await readScenario(since);
    url = URL.createObjectURL(new Blob([text], {type: 'text/yaml'}));
    body.replaceChildren(h('p', {}, h('a', {class: 'button', href: url, download: NAME}, t('save.download', {name: NAME}))),
        h('h3', {}, t('save.replay')), copyable(`keytrail run ${NAME}`),
        h('details', {}, h('summary', {}, t('save.look')), h('pre', {tabindex: 0}, text)));
  } catch (trouble) {
    body.replaceChildren(h('p', {class: 'trouble', role: 'alert'}, trouble.message));
  }
}
