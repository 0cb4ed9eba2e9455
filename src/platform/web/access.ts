import { Reflector } from '@nestjs/core';
import type { AccessRule } from '../../core/access.js';

/**
 * What an endpoint declares about its callers. The guards refuse what declares nothing, and a test fails on it.
 * Systems are given actions one by one with their token; people have them by their roles.
 */
export const Access = Reflector.createDecorator<AccessRule>();
