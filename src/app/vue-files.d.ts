/** What an import of a Vue file is to tools that cannot read one; vue-tsc looks into the file itself. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue';
  const component: DefineComponent;
  export default component;
}
