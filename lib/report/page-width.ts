/** What a review tool shows without scrolling sideways, less its own gutter. */
export const PAGE_WIDTH = 98;
