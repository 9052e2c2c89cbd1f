/** Small French: the words that MapLibre cannot find in the page. */

/** « de » before a place name: de Blois, d’Amboise, du Blanc, des Montils, de La Ferté. */
export function of(name: string): string {
  if (/^Le /.test(name)) return `du ${name.slice(3)}`;
  if (/^Les /.test(name)) return `des ${name.slice(4)}`;
  if (/^[AEIOUYÂÀÄÉÈÊËÎÏÔÖÙÛÜŒÆH]/i.test(name)) return `d’${name}`;
  return `de ${name}`;
}

/** How a place is said: a cell is « autour de » its town, anything wider has its own name. */
export function placeName(scope: string, name: string, language: string): string {
  if (scope !== "cell") return name;
  if (/^(autour|around)\b/i.test(name)) return name;
  return language === "en" ? `around ${name}` : `autour ${of(name)}`;
}
