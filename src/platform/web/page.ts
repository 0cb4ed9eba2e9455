declare const modelType: unique symbol;

/**
 * A page: the name of its template in templates/pages and, for the compiler alone, the type of its view model. A
 * feature declares its pages beside their view models, and no page can then be rendered with another's model.
 */
export interface Page<Model extends object> {
  readonly template: string;
  readonly [modelType]?: (model: Model) => void;
}

export function definePage<Model extends object>(template: string): Page<Model> {
  return { template };
}
