import type { MessageRecord } from '../../disclosure/talk-back/handle-messages.js';
import type { MessageKind } from '../../disclosure/talk-back/message-form.js';
import { definePage } from '../../platform/web/page.js';

interface DeskMessageView {
  readonly id: string;
  readonly kind: MessageKind;
  readonly page: string;
  readonly body: string;
  readonly mayBePublic: boolean;
  readonly receivedAt: string;
  /** Days until the answer, or until now. */
  readonly days: number;
  readonly erased: boolean;
  readonly contact?: string;
  readonly answerPath: string;
  readonly erasePath: string;
  readonly answer?: {
    readonly text: string;
    readonly done: string;
    readonly by: string;
    readonly at: string;
    readonly isPublic: boolean;
  };
}

/** What people asked and reported, with a form to answer each. */
export interface MessagesView {
  readonly open: readonly DeskMessageView[];
  readonly answered: readonly DeskMessageView[];
}

export const messagesPage = definePage<MessagesView>('workbench/messages');

const DAY = 86_400_000;

/** @param path in the reader's language, of the page itself */
export function buildMessagesView(messages: readonly MessageRecord[], path: string, now: Date): MessagesView {
  const view = (message: MessageRecord): DeskMessageView => ({
    id: message.id,
    kind: message.kind,
    page: message.page,
    body: message.body,
    // A page of no trial has no list of answers to be in.
    mayBePublic: message.mayBePublic && message.page.startsWith('/trials/'),
    receivedAt: message.receivedAt.toISOString(),
    days: Math.floor(((message.answer?.at ?? now).getTime() - message.receivedAt.getTime()) / DAY),
    erased: message.erased,
    ...(message.contact !== null && { contact: message.contact }),
    answerPath: `${path}/${message.id}/answer`,
    erasePath: `${path}/${message.id}/erase-contact`,
    ...(message.answer !== null && { answer: { ...message.answer, at: message.answer.at.toISOString() } }),
  });
  return {
    open: messages.filter(({ answer }) => answer === null).map(view),
    answered: messages.filter(({ answer }) => answer !== null).map(view),
  };
}
