/** A service that is no demonstration: its mails really leave by SMTP, or it says that none does. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SMTPServer } from "smtp-server";
import { startBrowser, startServer, visitor } from "./world.mjs";

const EMAIL = "jade@example.invalid";

/** A mail server on this machine that keeps what it is given. */
async function post() {
  const mails = [];
  const waiting = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onData: async (stream, session, done) => {
      const parts = [];
      for await (const part of stream) parts.push(part);
      mails.push({
        from: session.envelope.mailFrom.address,
        to: session.envelope.rcptTo.map(({ address }) => address),
        text: Buffer.concat(parts).toString(),
      });
      waiting.splice(0).forEach((told) => {
        told();
      });
      done();
    },
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const next = async () => {
    while (mails.length === 0) await new Promise((told) => waiting.push(told));
    return mails.shift();
  };
  return {
    port: server.server.address().port,
    next,
    mails,
    stop: () => new Promise((gone) => server.close(gone)),
  };
}

/** The text of a mail as a person reads it (quoted-printable is undone). */
function read(mail) {
  const [head, ...body] = mail.text.split("\r\n\r\n");
  let text = body.join("\r\n\r\n");
  if (/quoted-printable/i.test(head)) {
    const octets = text
      .replaceAll("=\r\n", "")
      .replaceAll(/=([0-9A-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
    text = Buffer.from(octets, "latin1").toString("utf8");
  }
  if (/base64/i.test(head)) text = Buffer.from(text, "base64").toString("utf8");
  return { head, text };
}

let browser;
before(async () => {
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
});

test("a_link_leaves_by_smtp_and_lets_its_reader_in_once", async () => {
  const smtp = await post();
  const server = await startServer({
    command: "serve",
    env: {
      TERRITOIRE_SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
      TERRITOIRE_MAIL_FROM: "Badgeons le 41 <badges@example.invalid>",
    },
  });
  try {
    const person = await visitor(browser, server.origin, { width: 390 });
    await person.open("/connexion");
    await person.page.getByLabel("Votre adresse e-mail").fill(EMAIL);
    await person.page.getByRole("button", { name: "Recevoir le lien" }).click();
    await person.page.getByText(EMAIL).waitFor();
    const mail = await smtp.next();
    assert.deepEqual(mail.to, [EMAIL]);
    assert.equal(mail.from, "badges@example.invalid");
    const { head, text } = read(mail);
    assert.match(head, /^From: .*Badgeons le 41.*<badges@example\.invalid>/m);
    assert.match(head, /^Message-ID: <[0-9a-f-]+@example\.invalid>/m);
    const link = /https?:\/\/\S+\/connexion\/[\w-]+/.exec(text)?.[0];
    assert.ok(link, text);
    await person.open(new URL(link).pathname);
    await person.page.getByRole("button", { name: "Entrer" }).click();
    assert.equal(new URL(person.page.url()).pathname, "/mes-badges");
    await person.open("/mon-compte");
    assert.ok(await person.page.getByText(EMAIL).isVisible());
    await person.open(new URL(link).pathname);
    assert.equal(await person.page.getByRole("button", { name: "Entrer" }).count(), 0, "it has served");
    assert.equal(smtp.mails.length, 0, "one mail, once");
    assert.equal((await person.open("/demonstration/courrier")).status(), 404, "no page shows mails");
    await person.close();
  } finally {
    await server.stop();
    await smtp.stop();
  }
});

test("where_no_mail_leaves_nobody_is_told_that_one_did", async () => {
  const server = await startServer({ command: "serve" });
  try {
    const { page, open, close } = await visitor(browser, server.origin);
    await open("/connexion");
    await page.getByLabel("Votre adresse e-mail").fill(EMAIL);
    const answered = page.waitForResponse((answer) => answer.request().method() === "POST");
    await page.getByRole("button", { name: "Recevoir le lien" }).click();
    assert.equal((await answered).status(), 503);
    assert.ok(await page.getByText("n’envoie pas encore d’e-mails").isVisible());
    await close();
  } finally {
    await server.stop();
  }
});
