declare module "virtual:communes" {
  /** Name, department, latitude and longitude of its town hall. */
  const communes: [name: string, department: string, lat: number, lon: number][];
  export default communes;
}
