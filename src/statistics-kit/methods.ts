import { DESIGN_METHODS } from './design-methods.js';
import type { MethodRunner } from './method-runner.js';
import { PLANNING_METHODS } from './planning-methods.js';
import { PROPORTION_METHODS } from './proportion-methods.js';
import { STRATIFIED_METHODS } from './stratified-methods.js';

/** Every method of the case files, by its name there, joined to the function that the service itself uses. */
export const METHODS: Readonly<Record<string, MethodRunner>> = {
  ...PROPORTION_METHODS,
  ...STRATIFIED_METHODS,
  ...PLANNING_METHODS,
  ...DESIGN_METHODS,
};
