export * from './fake_events.js';
