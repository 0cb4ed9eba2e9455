import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Whom a citizen can turn to. */
export interface Contact {
  readonly name: string;
  readonly email: string;
  readonly url: string;
}

/** `nobody` is for the demonstration alone. */
export type SecondFactorRule = 'nobody' | 'administrators' | 'everyone';

/** An agency. It owns its trials, recipients and drafts; the technique catalogue is everybody's. */
@Entity('organisations')
export class Organisation {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('text')
  slug!: string;

  @Column('text')
  name!: string;

  @Column('jsonb')
  contact!: Contact;

  /** Logo, colours and font as data; empty for the neutral default. */
  @Column('jsonb')
  letterhead!: Record<string, unknown>;

  @Column('int', { name: 'disclosure_threshold' })
  disclosureThreshold!: number;

  /** Name in the government's own list of organisations (TOOI); null where it has none or nobody filled it in. */
  @Column('text', { nullable: true })
  tooi!: string | null;

  /** Whose second factor is required. */
  @Column('text', { name: 'second_factor', default: 'administrators' })
  secondFactor!: SecondFactorRule;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
