/** What was looked at, and the answer that several checks give together. Out of reach is neither valid nor invalid. */
import { isObject, type Json, type JsonObject } from "../read.ts";

export type Outcome = "pass" | "warning" | "fail" | "unknown";

/** One thing that was looked at; the text is for people. */
export interface Check {
  id: string;
  outcome: Outcome;
  text: string;
}

export function told(id: string, outcome: Outcome, text: string): Check {
  return { id, outcome, text };
}

/** One failure is a no, one doubt is unknown. */
export function together(checks: Check[]): "yes" | "no" | "unknown" {
  if (checks.some(({ outcome }) => outcome === "fail")) return "no";
  return checks.some(({ outcome }) => outcome === "unknown") ? "unknown" : "yes";
}

/** The values of a member: none, one, or those of its list. */
export function values(object: Json | undefined, member: string): Json[] {
  const value = at(object, member);
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** A member of what may be no object. */
export function at(object: Json | undefined, member: string): Json | undefined {
  return isObject(object) && Object.hasOwn(object, member) ? object[member] : undefined;
}

/** Whether one of a member's values is this text. */
export function says(object: Json | undefined, member: string, text: string): boolean {
  return values(object, member).includes(text);
}

/** A member that is one text, not empty. */
export function text(object: Json | undefined, member: string): string | undefined {
  const value = at(object, member);
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

/** The identifier that a member is, or has. */
export function idOf(object: Json | undefined, member: string): string | undefined {
  const value = at(object, member);
  return typeof value === "string" ? value : text(value, "id");
}

/** A date-time with a zone (RFC 3339); anything else is none. */
export function date(said: Json | undefined): Date | undefined {
  if (typeof said !== "string") return undefined;
  const form = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d):(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.exec(said);
  if (!form) return undefined;
  const [, day = "", minutes, seconds, broken = "", zone = ""] = form;
  // A leap second is read as the one before it.
  const read = new Date(
    `${day}T${minutes}:${seconds === "60" ? "59" : seconds}${broken.slice(0, 4)}${zone.toUpperCase()}`,
  );
  return Number.isNaN(read.getTime()) || !exists(day) ? undefined : read;
}

/** A day that a month does not have is no day, though a browser may read it as one of the next. */
function exists(day: string): boolean {
  const read = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(day);
}

/** Whether this is an absolute URI: a scheme and something after it. */
export function isUri(said: string | undefined): boolean {
  return said !== undefined && /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(said);
}

/** An address taken apart; nothing where it is none. */
export function urlOf(said: Json | undefined): URL | undefined {
  try {
    return typeof said === "string" ? new URL(said) : undefined;
  } catch {
    return undefined;
  }
}

/** The origin of an address, where it has one. */
export function origin(said: Json | undefined): string | undefined {
  const found = urlOf(said)?.origin;
  return found === "null" ? undefined : found;
}

/** The first of some members that is a text. */
export function firstText(object: Json | undefined, ...members: string[]): string | undefined {
  for (const member of members) {
    const found = text(object, member);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether two values are the same JSON; the order of members makes no difference. */
export function same(one: Json | undefined, other: Json | undefined): boolean {
  return jcs(one ?? null) === jcs(other ?? null);
}

/** Canonical JSON (RFC 8785): numbers and strings are as the browser writes them. */
export function jcs(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(jcs).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${jcs(value[name] as Json)}`).join(",")}}`;
}

/** An object without some of its members. */
export function without(object: JsonObject, ...members: string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !members.includes(name)));
}
