export { GRAPH, openParts, triggerOf, type TestParts, type TestPartsOptions } from './parts.js';
export { Rig, type Replica } from './rig.js';
export { crash } from './crash_process.js';
export { playStory, prepareStory, STEPS_A_DAY, storyEnd, type StoryPlace } from './story.js';
