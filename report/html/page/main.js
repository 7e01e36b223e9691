import './keys.js';
import './pointer.js';
import './roving.js';
import './table.js';
import { restore } from './fragment.js';

restore();
document.documentElement.dataset.ready = 'yes';
