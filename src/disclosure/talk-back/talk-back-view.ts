import type { ShownText } from '../../platform/i18n/shown-text.js';
import { definePage } from '../../platform/web/page.js';
import type { MessageFigures, PublishedMessage, SentMessage } from './talk-back.service.js';
import type { MessageKind } from './message-form.js';

/** The form, empty or with what was typed. */
export interface TalkBackFormView {
  readonly page: string;
  /** The trial that it is about; absent for other pages. */
  readonly trial?: { readonly title: ShownText; readonly path: string };
  readonly kinds: readonly { readonly kind: MessageKind; readonly chosen: boolean }[];
  readonly body: string;
  readonly contact: string;
  readonly code: string;
  readonly mayBePublic: boolean;
  readonly refusal?: { readonly message: string; readonly remedy: string };
}

/** A message for whoever has its key. */
export interface SentMessageView {
  readonly kind: MessageKind;
  readonly page: string;
  readonly body: string;
  readonly erased: boolean;
  /** An objection that came with the code of a letter: no more letters of this trial. */
  readonly tookEffect: boolean;
  readonly receivedAt: string;
  readonly hasContact: boolean;
  /** The whole address of this page, to keep. */
  readonly address: string;
  readonly erasePath: string;
  readonly answer?: { readonly text: string; readonly done: string; readonly at: string };
}

/** Counts and times as a page tells them; whole days, a part of one counts as one. */
export interface MessageFiguresView {
  readonly received: number;
  readonly open: number;
  readonly medianDays?: number;
  readonly longestOpenDays?: number;
}

/** What people said back about a trial, on its page. */
export interface TalkBackView {
  readonly path: string;
  readonly messages: readonly {
    readonly id: string;
    readonly kind: MessageKind;
    readonly body: string;
    readonly answer: string;
    readonly done: string;
    readonly receivedAt: string;
    readonly answeredAt: string;
  }[];
  readonly figures: MessageFiguresView;
  readonly faults: MessageFiguresView;
}

export const talkBackFormPage = definePage<TalkBackFormView>('talk-back-form');
export const sentMessagePage = definePage<SentMessageView>('talk-back-sent');

export const figuresView = ({
  received,
  answered,
  medianDays,
  longestOpenDays,
}: MessageFigures): MessageFiguresView => ({
  received,
  open: received - answered,
  ...(medianDays !== null && { medianDays: Math.ceil(medianDays) }),
  ...(longestOpenDays !== null && { longestOpenDays: Math.ceil(longestOpenDays) }),
});

/** @param path of the trial's open page */
export const talkBackView = (
  path: string,
  messages: readonly PublishedMessage[],
  figures: MessageFigures,
  faults: MessageFigures,
): TalkBackView => ({
  path: `/talk-back?page=${path}`,
  messages: messages.map((message) => ({
    ...message,
    receivedAt: message.receivedAt.toISOString(),
    answeredAt: message.answeredAt.toISOString(),
  })),
  figures: figuresView(figures),
  faults: figuresView(faults),
});

export const sentMessageView = (message: SentMessage, path: string, publicUrl: string): SentMessageView => ({
  kind: message.kind,
  page: message.page,
  body: message.body,
  erased: message.erased,
  tookEffect: message.tookEffect,
  receivedAt: message.receivedAt.toISOString(),
  hasContact: message.hasContact,
  address: `${publicUrl}${path}`,
  erasePath: `${path}/erase-contact`,
  ...(message.answer !== null && { answer: { ...message.answer, at: message.answer.at.toISOString() } }),
});
