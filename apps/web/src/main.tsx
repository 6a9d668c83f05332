import { createRoot } from 'react-dom/client';
import { App } from './shell/app.tsx';
import './shell/shell.css';

const root = document.getElementById('app');
if (root !== null) createRoot(root).render(<App />);
