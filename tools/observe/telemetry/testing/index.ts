export { fakeManifest } from './fake_events.js';
export { OtlpReceiver, type ReceivedSpan, type Reception } from './otlp_receiver.js';
