export { summarize, type Share, type JobSummary } from './summarize.js';
