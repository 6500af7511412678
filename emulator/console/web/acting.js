// What a button does: a real call, what came of it in words, and the view as it is afterwards.
import {call} from './api.js';
import {t} from './text.js';
import {refresh} from './timeline.js';

export const acting = (note, redraw) => async (service, operation, input) => {
  note.textContent = '';
  try {
    await call(service, operation, input);
    note.classList.remove('trouble');
    note.textContent = t('done', {what: operation});
  } catch (refused) {
    note.classList.add('trouble');
    note.textContent = t('refused', refused);
  }
  await refresh();
  await redraw();
};
