import { beSystem } from '../../src/platform/database/scope.js';

// What a test does outside a request it does for the whole installation, as a command does.
beSystem();
