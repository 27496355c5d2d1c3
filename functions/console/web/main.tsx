import '@cloudscape-design/global-styles/index.css';
import { createRoot } from 'react-dom/client';
import { Console } from './console.tsx';

const place = document.getElementById('console');
if (place === null) throw new Error('the page has no element with the id "console"');
createRoot(place).render(<Console />);
