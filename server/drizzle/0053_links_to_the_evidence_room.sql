CREATE TABLE "auditor_links" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"token_hash" text NOT NULL,
	"policy_ids" text[] NOT NULL,
	"from_day" date NOT NULL,
	"to_day" date NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"browser_hash" text,
	"opened_at" timestamp (3) with time zone,
	"opened_client" text,
	"opened_system" text,
	"last_used_at" timestamp (3) with time zone,
	"views" integer NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"ended_by" text,
	CONSTRAINT "auditor_links_token_key" UNIQUE("token_hash"),
	CONSTRAINT "auditor_links_browser_key" UNIQUE("browser_hash")
);
--> statement-breakpoint
CREATE INDEX "auditor_links_created_idx" ON "auditor_links" USING btree ("created_at","id");