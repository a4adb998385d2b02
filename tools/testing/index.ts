export { fails, fakeCapture, prints, printsText, type FakeCall, type FakeProgram } from './fake_capture.js';
export { configureEach, fakeAsk, fakeDescriptor, fakeJob, lookupByPrefix, refs } from './fake_graph.js';
