// Reads raw mails from stdin, one base64 line each, and writes what mailparser sees in each as one JSON line.
import { createInterface } from 'node:readline';
import { simpleParser } from 'mailparser';

for await (const line of createInterface({ input: process.stdin })) {
  const mail = await simpleParser(Buffer.from(line, 'base64'), { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true });
  const address = (field) => field?.value?.map(({ name, address }) => ({ name, address })) ?? [];
  process.stdout.write(`${JSON.stringify({
    subject: mail.subject ?? '',
    from: address(mail.from),
    to: address(mail.to),
    replyTo: address(mail.replyTo),
    messageId: mail.messageId,
    date: mail.date,
    html: mail.html || '',
    text: mail.text ?? '',
    headers: mail.headerLines.map(({ key, line: raw }) => [key, raw]),
  })}\n`);
}
