/** Pixels above the first row of a lane, and below its last one: there the strip of its events is. */
export const laneTop = 5;
export const laneBottom = 10;
/** A row of triangles. */
export const markHeight = 14;
