import { DataSource } from 'typeorm';
import { Injectable } from '@nestjs/common';
import { scopeBeforeSignIn } from '../platform/database/scope.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';

/**
 * The way to the database of this folder alone: a password, a session or a token is looked up before it is known whose
 * it is. From the moment that an organisation is known it sees no other.
 */
@Injectable()
export class IdentityWork extends UnitOfWork {
  constructor(dataSource: DataSource) {
    super(dataSource, scopeBeforeSignIn);
  }
}
