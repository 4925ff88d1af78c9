CREATE TABLE "audit_texts" (
	"hash" text PRIMARY KEY NOT NULL,
	"salt" text NOT NULL,
	"text" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "audit_texts_at_idx" ON "audit_texts" USING btree ("at");